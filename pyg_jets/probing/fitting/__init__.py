"""How a probe is fitted: arrays, scaling, the range of the fit, held-out jets, resamplings."""
