use super::*;

const HOUR_MS: u64 = 60 * 60 * 1000;

#[test]
fn a_window_moves_with_the_clock_and_another_period_applies_from_now_on() {
    let window = RecoveryWindow::following(None, 2 * DAY_MS, 100 * DAY_MS);
    assert_eq!(window.earliest_ms(100 * DAY_MS), 100 * DAY_MS);
    assert_eq!(window.earliest_ms(101 * DAY_MS), 100 * DAY_MS);
    assert_eq!(window.earliest_ms(103 * DAY_MS), 101 * DAY_MS);
    assert_eq!(RecoveryWindow::following(Some(window), 2 * DAY_MS, 103 * DAY_MS), window);
    let longer = RecoveryWindow::following(Some(window), 35 * DAY_MS, 103 * DAY_MS);
    assert_eq!(longer.earliest_ms(103 * DAY_MS + HOUR_MS), 101 * DAY_MS, "what is gone does not come back");
    let shorter = RecoveryWindow::following(Some(longer), DAY_MS, 103 * DAY_MS);
    assert_eq!(shorter.earliest_ms(103 * DAY_MS), 102 * DAY_MS);
    assert_eq!(shorter.behind(103 * DAY_MS + 5).earliest_ms(103 * DAY_MS), 103 * DAY_MS + 5);
}
