using System.Net;

namespace Inquest.Symbols.Sources;

/// <summary>A server's answer leads to an address that only machines inside of a network reach.</summary>
sealed class PrivateAddressException(string host, IPAddress? address) : IOException($"{host} is {address}, an address of an inner network.");
