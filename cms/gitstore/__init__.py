"""The repository: refs, objects, durable writer, history. The only room that runs git."""
