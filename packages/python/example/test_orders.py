import pytest

from orders import Shop, SoldOut


@pytest.mark.parametrize("run", range(4))
def test_no_more_is_sold_than_there_is(dynamodb, run):
    shop = Shop(dynamodb)
    for _ in range(3):
        shop.order("tumbler")
    with pytest.raises(SoldOut):
        shop.order("tumbler")


@pytest.mark.hashrange(clock="manual")
def test_a_session_expires_after_an_hour(hashrange, dynamodb):
    shop = Shop(dynamodb)
    now = int(hashrange.control("GET", "clock")["epoch_seconds"])
    shop.log_in("haeri05", until=now + 3600)
    hashrange.advance("59m")
    assert shop.is_logged_in("haeri05")
    hashrange.advance("2m")
    assert not shop.is_logged_in("haeri05")


def test_an_order_that_is_throttled_is_tried_again(hashrange, dynamodb):
    hits = hashrange.fault(operations=["UpdateItem"], nth=1, answer={"throttled": {}})
    shop = Shop(dynamodb)
    shop.order("tumbler")  # boto3 tries again
    assert (hits(), shop.left("tumbler")) == (1, 2)


def test_an_order_whose_answer_is_lost_counts_twice(hashrange, dynamodb):
    """What this shop has to learn yet: an update that is sent again should have a condition that it meets only once."""
    hashrange.fault(operations=["UpdateItem"], nth=1, answer="answer_lost")
    shop = Shop(dynamodb)
    shop.order("tumbler")
    assert shop.left("tumbler") == 1
