namespace Inquest.Symbols.Cache;

/// <summary>An entry of a sorted table.</summary>
interface IKeyed
{
    ulong Key { get; }
}
