package orders

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

func TestNoMoreIsSoldThanThereIs(t *testing.T) {
	for run := 0; run < 4; run++ {
		t.Run(fmt.Sprint(run), func(t *testing.T) {
			t.Parallel()
			shop, ctx := fork(t).Shop, context.Background()
			for sold := 0; sold < 3; sold++ {
				if err := shop.Order(ctx, "tumbler"); err != nil {
					t.Fatal(err)
				}
			}
			if err := shop.Order(ctx, "tumbler"); !errors.Is(err, ErrSoldOut) {
				t.Fatalf("a fourth tumbler: %v", err)
			}
		})
	}
}

func TestASessionExpiresAfterAnHour(t *testing.T) {
	t.Parallel()
	fork, ctx := fork(t), context.Background()
	now := int64(fork.control("GET", "clock", nil)["epoch_seconds"].(float64))
	if err := fork.Shop.LogIn(ctx, "haeri05", now+3600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		time string
		want bool
	}{{"59m", true}, {"2m", false}} {
		fork.advance(step.time)
		is, err := fork.Shop.IsLoggedIn(ctx, "haeri05")
		if err != nil || is != step.want {
			t.Fatalf("%s later: %v, %v", step.time, is, err)
		}
	}
}

func TestAnOrderThatIsThrottledIsTriedAgain(t *testing.T) {
	t.Parallel()
	fork := fork(t)
	hits := fork.fault(map[string]any{
		"operations": []string{"UpdateItem"}, "nth": 1, "answer": map[string]any{"throttled": struct{}{}},
	})
	if err := fork.Shop.Order(context.Background(), "tumbler"); err != nil || hits() != 1 {
		t.Fatalf("%v, %d hits", err, hits())
	}
}

// What this shop has to learn yet: an update that is sent again should have a condition that it meets only once.
func TestAnOrderWhoseAnswerIsLostCountsTwice(t *testing.T) {
	t.Parallel()
	fork, ctx := fork(t), context.Background()
	fork.fault(map[string]any{"operations": []string{"UpdateItem"}, "nth": 1, "answer": "answer_lost"})
	for _, want := range []error{nil, nil, ErrSoldOut} {
		if err := fork.Shop.Order(ctx, "tumbler"); !errors.Is(err, want) {
			t.Fatalf("%v instead of %v", err, want)
		}
	}
}
