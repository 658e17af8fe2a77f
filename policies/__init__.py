"""Who decides: stock rules behind one method, `decide(observation)`."""
