"""View models: what templates show, worked out beforehand. Values in, values out; the clock is passed in."""
