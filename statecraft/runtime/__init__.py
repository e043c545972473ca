"""The shell around the kernel: files, clocks, timers and the functions of the host."""
