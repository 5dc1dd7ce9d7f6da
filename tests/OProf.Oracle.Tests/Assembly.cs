using Xunit;

// Each test measures the machine: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
