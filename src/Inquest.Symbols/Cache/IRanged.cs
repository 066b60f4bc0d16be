namespace Inquest.Symbols.Cache;

/// <summary>An entry that answers for the addresses from its key up to, not including, <see cref="End"/>.</summary>
interface IRanged : IKeyed
{
    ulong End { get; }

    /// <summary>Narrows the addresses that the entry answers for.</summary>
    void Cover(ulong start, ulong end);
}
