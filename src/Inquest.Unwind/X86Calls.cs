namespace Inquest.Unwind;

/// <summary>Recognises the call instructions of x86 and x86-64 backwards from their end.</summary>
static class X86Calls
{
    public static bool EndsWithCall(ReadOnlySpan<byte> before)
    {
        // E8 rel32, and the far call 9A with its six bytes of operand.
        if (before[^5] == 0xE8 || before[^7] == 0x9A)
        {
            return true;
        }

        // FF /2 with each length that its ModRM byte can ask for; a REX prefix only lengthens it in front.
        ReadOnlySpan<int> lengths = [2, 3, 4, 6, 7];
        foreach (var length in lengths)
        {
            if (before[^length] == 0xFF && (before[^(length - 1)] & 0x38) == 0x10 && LengthOf(before[^length..]) == length)
            {
                return true;
            }
        }

        return false;
    }

    static int LengthOf(ReadOnlySpan<byte> call)
    {
        var (mode, memory) = (call[1] >> 6, call[1] & 7);
        if (mode == 3)
        {
            return 2;
        }

        var hasSib = memory == 4;
        var length = hasSib ? 3 : 2;
        return mode switch
        {
            1 => length + 1,
            2 => length + 4,
            _ when memory == 5 => length + 4,
            _ when hasSib && call.Length > 2 && (call[2] & 7) == 5 => length + 4,
            _ => length,
        };
    }
}
