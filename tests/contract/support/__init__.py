"""What the tests of the contract share: two targets, a client, and a scripted AI service."""
