"""How well the taggers do, and on which trees."""
