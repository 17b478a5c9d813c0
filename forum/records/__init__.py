"""What remains of a visit: minutes that both sides approve, actions, feedback, attendance, a report."""
