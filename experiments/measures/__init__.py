"""What a run means: metrics, money, emissions, service and resilience."""
