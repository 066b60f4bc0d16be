using System.Net;
using System.Text;
using Inquest.Symbols.Sources;

namespace Inquest.Symbols.Tests;

public sealed class HttpSymbolSourceTests
{
    static readonly ModuleId App = new("my app.pdb", "AB1", "app.exe", "");

    [Fact]
    public void Asks_in_the_layout_of_breakpad()
    {
        using var source = Source(request =>
        {
            Assert.Equal("https://symbols.test/store/my%20app.pdb/AB1/my%20app.sym", request.RequestUri!.AbsoluteUri);
            return Text("FUNC 1 1 0 f\n");
        });
        var candidate = Assert.Single(source.Find(App));
        var answer = candidate.Open();
        Assert.Equal(SymbolStatus.Found, answer.Status);
        using var reader = new StreamReader(answer.Content!);
        Assert.Equal("FUNC 1 1 0 f\n", reader.ReadToEnd());
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, SymbolStatus.NotFound)]
    [InlineData(HttpStatusCode.Forbidden, SymbolStatus.Denied)]
    [InlineData(HttpStatusCode.Unauthorized, SymbolStatus.Denied)]
    [InlineData(HttpStatusCode.GatewayTimeout, SymbolStatus.TimedOut)]
    [InlineData(HttpStatusCode.InternalServerError, SymbolStatus.Unreachable)]
    public void Tells_why_there_is_nothing(HttpStatusCode code, SymbolStatus expected) =>
        Assert.Equal(expected, Ask(_ => new HttpResponseMessage(code)));

    [Theory]
    [InlineData("http://169.254.169.254/latest", SymbolStatus.Denied)]
    [InlineData("https://symbols.test:8443/x", SymbolStatus.Denied)]
    [InlineData("http://symbols.test/x", SymbolStatus.Denied)]
    [InlineData("file:///etc/passwd", SymbolStatus.Unreachable)]
    [InlineData("/elsewhere", SymbolStatus.Found)]
    [InlineData("/again", SymbolStatus.Unreachable)]
    public void Follows_redirects_within_the_host_only(string location, SymbolStatus expected) =>
        Assert.Equal(expected, Ask(request => request.RequestUri!.AbsolutePath == "/elsewhere"
            ? Text("FUNC 1 1 0 f\n")
            : new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri(location, UriKind.RelativeOrAbsolute) } }));

    [Fact]
    public void Refuses_more_than_the_limit() =>
        Assert.Equal(SymbolStatus.Malformed, Ask(_ => Text(new string('x', 200)), new SymbolLimits { DownloadBytesMax = 100 }));

    [Fact]
    public void A_server_that_never_answers_times_out() =>
        Assert.Equal(SymbolStatus.TimedOut, Ask(
            _ => throw new UnreachableServerException(), new SymbolLimits { ResponseTimeout = TimeSpan.FromMilliseconds(20) }));

    [Fact]
    public void A_failed_connection_is_unreachable() =>
        Assert.Equal(SymbolStatus.Unreachable, Ask(_ => throw new HttpRequestException("refused")));

    static SymbolStatus Ask(Func<HttpRequestMessage, HttpResponseMessage> answer, SymbolLimits? limits = null)
    {
        using var source = Source(answer, limits);
        var content = source.Find(App).First().Open();
        content.Content?.Dispose();
        return content.Status;
    }

    static HttpSymbolSource Source(Func<HttpRequestMessage, HttpResponseMessage> answer, SymbolLimits? limits = null) =>
        new(new Uri("https://symbols.test/store"), limits, handler: new Handler(answer));

    static HttpResponseMessage Text(string text) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };

    sealed class UnreachableServerException : Exception;

    sealed class Handler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return answer(request);
            }
            catch (UnreachableServerException)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw;
            }
        }
    }
}
