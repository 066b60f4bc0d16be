namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_EXCEPTION_STREAM: thread id, padding, a record of 152 bytes, the context's location.</summary>
static class ExceptionParser
{
    const int SizeOnDisk = 168;
    const int ParametersOnDisk = 15;

    public static MinidumpException? Read(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var bytes = reader.Bytes(stream.Location, SizeOnDisk);
        if (bytes.Length < SizeOnDisk)
        {
            reader.Report("stream-too-short", $"Exception has {bytes.Length} of {SizeOnDisk} bytes.");
            if (bytes.Length < 40)
            {
                return null;
            }

            // What is missing is parameters and the context; thread, code and address still say a lot.
            Array.Resize(ref bytes, SizeOnDisk);
        }

        var cursor = reader.Cursor(bytes);
        var threadId = cursor.U32();
        cursor.Skip(4);
        var code = cursor.U32();
        var flags = cursor.U32();
        var record = cursor.U64();
        var address = cursor.U64();
        var stated = cursor.U32();
        cursor.Skip(4);
        if (stated > ParametersOnDisk)
        {
            reader.Report("exception-parameters", $"The exception says {stated} parameters; there is room for {ParametersOnDisk}.");
        }

        var parameters = new ulong[Math.Min(stated, ParametersOnDisk)];
        for (var i = 0; i < ParametersOnDisk; i++)
        {
            var value = cursor.U64();
            if (i < parameters.Length)
            {
                parameters[i] = reader.Address(value);
            }
        }

        return new MinidumpException(
            threadId, code, flags, reader.Address(record), reader.Address(address), parameters, cursor.Location());
    }
}
