using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using OProf.Capture.Sync.Payloads;

namespace OProf.Capture.Markers;

/// <summary>
/// Packs the values of a marker's field as <see cref="PayloadWriter"/> does. The compiler makes code for each type of
/// values of its own, in which nothing is asked of the type any more.
/// </summary>
/// <typeparam name="T">The field's type.</typeparam>
internal static class MarkerField<T>
{
    /// <summary>The field under a name.</summary>
    public static PayloadField Field(string name) => new(name, MarkerFieldType.Of(typeof(T)));

    /// <summary>Bytes that a value takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Length(T value)
    {
        if (!typeof(T).IsValueType)
            return WithHead(Encoding.UTF8.GetByteCount(Unsafe.As<T, string>(ref value) ?? ""));
        if (typeof(T) == typeof(ReadOnlyMemory<byte>))
            return WithHead(Unsafe.As<T, ReadOnlyMemory<byte>>(ref value).Length);
        if (typeof(T) == typeof(float))
            return sizeof(double);
        return IsNumber ? Unsafe.SizeOf<T>() : WithHead(Unsafe.SizeOf<T>());
    }

    /// <summary>Packs a value.</summary>
    /// <param name="at">Where; there is room for its <see cref="Length"/>.</param>
    /// <param name="value">The value.</param>
    /// <returns>Behind it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte Put(ref byte at, T value)
    {
        if (!typeof(T).IsValueType)
            return ref PutText(ref at, Unsafe.As<T, string>(ref value) ?? "");
        if (typeof(T) == typeof(ReadOnlyMemory<byte>))
            return ref PutBytes(ref at, Unsafe.As<T, ReadOnlyMemory<byte>>(ref value).Span);
        if (typeof(T) == typeof(float))
        {
            Unsafe.WriteUnaligned(ref at, (double)Unsafe.As<T, float>(ref value));
            return ref Unsafe.Add(ref at, sizeof(double));
        }

        if (!IsNumber)
            return ref PutBytes(ref at, MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>()));
        Unsafe.WriteUnaligned(ref at, value);
        return ref Unsafe.Add(ref at, Unsafe.SizeOf<T>());
    }

    private static bool IsNumber
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T).IsPrimitive || typeof(T).IsEnum;
    }

    private static long WithHead(int length) => (long)length + ((BitOperations.Log2((uint)length | 1) + 7) / 7);

    // A string never changes, so it takes as many bytes as were reserved for it; that is not so for characters in memory
    // which somebody else may write to, and these are no type of a field.
    private static ref byte PutText(ref byte at, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        at = ref PutNumber(ref at, length);
        Encoding.UTF8.GetBytes(text, MemoryMarshal.CreateSpan(ref at, length));
        return ref Unsafe.Add(ref at, length);
    }

    private static ref byte PutBytes(ref byte at, ReadOnlySpan<byte> bytes)
    {
        at = ref PutNumber(ref at, bytes.Length);
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref at, bytes.Length));
        return ref Unsafe.Add(ref at, bytes.Length);
    }

    private static ref byte PutNumber(ref byte at, int number)
    {
        uint left = (uint)number;
        for (; left > 0x7F; left >>= 7)
        {
            at = (byte)(left | 0x80);
            at = ref Unsafe.Add(ref at, 1);
        }

        at = (byte)left;
        return ref Unsafe.Add(ref at, 1);
    }
}
