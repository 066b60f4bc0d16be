using RazorSlices;

namespace Inquest.Web.Views;

/// <summary>A part of a page on an address of its own, for a browser without script.</summary>
public sealed record FragmentPage(Shell Shell, string Heading, string BackPath, RazorSlice Fragment);
