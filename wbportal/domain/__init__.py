"""What is allowed and when it is due: pure rules, standard library only."""
