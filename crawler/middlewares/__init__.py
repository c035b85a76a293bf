"""Between the engine and the web: which addresses may be asked for, how often, and how politely."""
