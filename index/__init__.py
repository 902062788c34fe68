"""Articles in, scored sentences out: the embedding model, the vector store and the search over both."""
