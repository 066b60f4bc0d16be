using System.Text;
using Inquest.Formats.Demangle;
using Inquest.Formats.Dwarf;

namespace Inquest.Symbols.Dump;

/// <summary>The texts of a pool as a symbol file has them: demangled, on one line, numbered in their order.</summary>
sealed class SymNumbers(DwarfNamePool pool)
{
    const byte Used = 1;
    const byte Numbered = 2;

    // How many names a thread demangles before it asks for more.
    const int BatchSize = 1024;

    readonly byte[] _use = new byte[pool.NumberEnd + 1];
    readonly byte[]?[] _texts = new byte[pool.NumberEnd + 1][];
    readonly uint[] _numbers = new uint[pool.NumberEnd + 1];
    readonly List<byte[]> _ordered = [];

    /// <summary>How many records there are.</summary>
    public int NumberedCount => _ordered.Count;

    /// <param name="name">Number in the pool.</param>
    /// <param name="isNumbered">True for a text that other records refer to.</param>
    public void Use(int name, bool isNumbered) => _use[name] |= isNumbered ? Numbered : Used;

    /// <summary>Makes texts and numbers of all that is used.</summary>
    public void Number(int threadCount)
    {
        var batches = (_use.Length + BatchSize - 1) / BatchSize;
        Parallel.For(0, batches, new ParallelOptions { MaxDegreeOfParallelism = threadCount }, batch =>
        {
            for (var i = batch * BatchSize; i < Math.Min(_use.Length, (batch + 1) * BatchSize); i++)
            {
                _texts[i] = _use[i] == 0 ? null : TextOf(i);
            }
        });

        var numbered = new List<(byte[] Text, int Name)>();
        for (var i = 0; i < _use.Length; i++)
        {
            if ((_use[i] & Numbered) != 0)
            {
                numbered.Add((_texts[i]!, i));
            }
        }

        numbered.Sort((a, b) => a.Text.AsSpan().SequenceCompareTo(b.Text));
        foreach (var (text, name) in numbered)
        {
            // Two linkage names can mean one function: the two kinds of a constructor do.
            if (_ordered.Count == 0 || !_ordered[^1].AsSpan().SequenceEqual(text))
            {
                _ordered.Add(text);
            }

            _numbers[name] = (uint)_ordered.Count - 1;
        }
    }

    public ReadOnlySpan<byte> NumberedText(int number) => _ordered[number];

    public uint NumberOf(int name) => _numbers[name];

    public ReadOnlySpan<byte> Text(int name) => _texts[name];

    /// <summary>True for a linkage name.</summary>
    public bool IsMangled(int name)
    {
        pool.Text(name, out var isMangled);
        return isMangled;
    }

    /// <summary>Orders two names by what the pool has, which says whether they are the same.</summary>
    public int CompareRaw(int a, int b) => a == b ? 0 : pool.Text(a, out _).SequenceCompareTo(pool.Text(b, out _));

    byte[] TextOf(int name)
    {
        var raw = pool.Text(name, out var isMangled);
        byte[] text = isMangled ? Encoding.UTF8.GetBytes(Demangler.Demangle(Encoding.UTF8.GetString(raw))) : raw.ToArray();
        SymName.OneLine(text);
        return text;
    }
}
