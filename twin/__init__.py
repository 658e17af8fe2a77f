"""A discrete-event digital twin of pharmaceutical supply chains."""
