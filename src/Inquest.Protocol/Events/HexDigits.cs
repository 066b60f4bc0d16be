using System.Buffers;

namespace Inquest.Protocol.Events;

static class HexDigits
{
    public static SearchValues<char> All { get; } = SearchValues.Create("0123456789abcdefABCDEF");
}
