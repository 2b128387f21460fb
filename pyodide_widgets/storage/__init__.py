"""Files on the builder's disk: listing, linking, and a store of results kept by their inputs."""
