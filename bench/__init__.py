"""What Mosty is measured with; see docs/performance.md."""
