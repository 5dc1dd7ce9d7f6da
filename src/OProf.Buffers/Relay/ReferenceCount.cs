namespace OProf.Buffers.Relay;

/// <summary>A count of references that nobody can take once it has come to zero.</summary>
internal static class ReferenceCount
{
    /// <summary>Counts another one.</summary>
    /// <exception cref="ObjectDisposedException">The count is zero.</exception>
    public static void Add(ref int references, object owner)
    {
        int seen = Volatile.Read(ref references);
        while (true)
        {
            ObjectDisposedException.ThrowIf(seen <= 0, owner);
            int before = Interlocked.CompareExchange(ref references, seen + 1, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    /// <summary>Counts one less. Returns true for the last one, once; more releases than references do nothing.</summary>
    public static bool Release(ref int references)
    {
        int seen = Volatile.Read(ref references);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref references, seen - 1, seen);
            if (before == seen)
                return seen == 1;
            seen = before;
        }

        return false;
    }
}
