import pytest

from orders import Shop, SoldOut


@pytest.mark.parametrize("run", range(4))
def test_no_more_is_sold_than_there_is(dynamodb, run):
    shop = Shop(dynamodb)
    for _ in range(3):
        shop.order("tumbler")
    with pytest.raises(SoldOut):
        shop.order("tumbler")


def test_a_session_expires_after_an_hour(hashrange):
    shop = Shop(hashrange.dynamodb)
    now = int(hashrange.control("GET", "clock")["epoch_seconds"])
    shop.log_in("haeri05", until=now + 3600)
    hashrange.advance("59m")
    assert shop.is_logged_in("haeri05")
    hashrange.advance("2m")
    assert not shop.is_logged_in("haeri05")
