namespace OProf.Capture.Sources.Tracepoints.Formats;

/// <summary>Sizes of C's and the kernel's integer types, for arrays whose file says only the size of the whole.</summary>
internal static class CType
{
    /// <summary>Bytes of a type; 0 for one that is not known.</summary>
    public static int SizeOf(string type)
    {
        if (type.Contains('*', StringComparison.Ordinal))
            return nint.Size;
        foreach (string qualifier in (ReadOnlySpan<string>)["const ", "volatile "])
        {
            if (type.StartsWith(qualifier, StringComparison.Ordinal))
                type = type[qualifier.Length..];
        }

        return type switch
        {
            "char" or "signed char" or "unsigned char" or "u8" or "__u8" or "s8" or "__s8" or "uint8_t" or "int8_t" or "bool" => 1,
            "short" or "unsigned short" or "u16" or "__u16" or "s16" or "__s16" or "uint16_t" or "int16_t" or "__be16" or "__le16" => 2,
            "int" or "unsigned int" or "unsigned" or "u32" or "__u32" or "s32" or "__s32" or "uint32_t" or "int32_t" or "__be32" or "__le32"
                or "pid_t" or "uid_t" or "gid_t" or "dev_t" => 4,
            "long long" or "unsigned long long" or "u64" or "__u64" or "s64" or "__s64" or "uint64_t" or "int64_t" or "__be64" or "__le64"
                or "dma_addr_t" or "phys_addr_t" or "sector_t" or "loff_t" => 8,
            "long" or "unsigned long" or "size_t" or "ssize_t" or "uintptr_t" => nint.Size,
            _ => 0,
        };
    }

    /// <summary>Whether a type that is not known here may be a name for an integer.</summary>
    public static bool MayBeInteger(string type) =>
        !type.Contains("struct ", StringComparison.Ordinal) && !type.Contains("union ", StringComparison.Ordinal);
}
