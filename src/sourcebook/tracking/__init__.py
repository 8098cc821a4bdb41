"""What feeds bring, sifted: which items belong to the topic, which tell one story, which are known already."""
