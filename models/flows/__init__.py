"""What instances do in the network: flow records by owner and window, and conversations made of them."""
