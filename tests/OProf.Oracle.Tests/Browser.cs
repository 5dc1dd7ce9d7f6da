using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace OProf.Oracle.Tests;

/// <summary>A page in a headless Chromium, spoken to in its DevTools protocol (https://chromedevtools.github.io/devtools-protocol/).</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _requests = [];
    private readonly List<string> _errors = [];
    private int _lastId;

    private Browser(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Addresses that the page asked for, its own included.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Exceptions that no script caught.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Opens a page. The test is skipped where there is no Chromium.</summary>
    public static async Task<Browser> Open(string file, CancellationToken cancellation)
    {
        Tool.Require("chromium");
        string profile = Directory.CreateTempSubdirectory("oprof-browser-").FullName;
        var process = Tool.Start(
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
            "--remote-debugging-port=0", "--remote-allow-origins=*", "--no-first-run", "--window-size=1300,800", $"--user-data-dir={profile}", "about:blank");
        var browser = new Browser(process, profile);
        try
        {
            await browser.Connect(cancellation);
            await browser.Send("Network.enable", [], cancellation);
            await browser.Send("Runtime.enable", [], cancellation);
            await browser.Send("Page.enable", [], cancellation);
            await browser.Send("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri }, cancellation);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of a script; one that is a promise is waited for.</summary>
    public async Task<JsonNode?> Evaluate(string script, CancellationToken cancellation)
    {
        var answer = await Send(
            "Runtime.evaluate", new JsonObject { ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true }, cancellation);
        Assert.True(answer["exceptionDetails"] is null, answer.ToJsonString());
        return answer["result"]?["value"];
    }

    /// <summary>Waits until a condition of the page is true; looked at with each picture that it draws.</summary>
    public async Task Until(string condition, CancellationToken cancellation)
    {
        // A navigation that is still under way takes the script's world away with it.
        while (true)
        {
            var answer = await Send(
                "Runtime.evaluate", new JsonObject
                {
                    ["expression"] = $"new Promise(done => {{ const look = () => {{ let is = false; try {{ is = {condition}; }} catch {{ }} is ? done(true) : requestAnimationFrame(look); }}; look(); }})",
                    ["awaitPromise"] = true,
                    ["returnByValue"] = true,
                }, cancellation);
            if (answer["result"]?["value"]?.GetValue<bool>() == true)
                return;
        }
    }

    /// <summary>Writes what the page looks like.</summary>
    public async Task Screenshot(string path, CancellationToken cancellation)
    {
        var answer = await Send("Page.captureScreenshot", new JsonObject { ["format"] = "png" }, cancellation);
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(answer["data"]!.GetValue<string>()), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();

        // Its children may still be writing there while they end.
        for (int attempt = 0; attempt < 50 && Directory.Exists(_profile); attempt++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
            }
        }
    }

    private async Task Connect(CancellationToken cancellation)
    {
        // "DevTools listening on ws://127.0.0.1:PORT/devtools/browser/..."
        int port = 0;
        while (port == 0 && await _process.StandardError.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Contains("ws://", StringComparison.Ordinal))
                port = new Uri(line[line.IndexOf("ws://", StringComparison.Ordinal)..]).Port;
        }

        Assert.True(port > 0, "chromium did not say where it listens");
        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var http = new HttpClient();
        var pages = JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{port}/json/list", cancellation))!.AsArray();
        var page = pages.First(page => page!["type"]!.GetValue<string>() == "page")!;
        await _socket.ConnectAsync(new Uri(page["webSocketDebuggerUrl"]!.GetValue<string>()), cancellation);
    }

    private async Task<JsonNode> Send(string method, JsonObject parameters, CancellationToken cancellation)
    {
        int id = ++_lastId;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, cancellation);
        while (true)
        {
            var answer = JsonNode.Parse(await Receive(cancellation))!;
            switch (answer["method"]?.GetValue<string>())
            {
                case "Network.requestWillBeSent":
                    _requests.Add(answer["params"]!["request"]!["url"]!.GetValue<string>());
                    break;
                case "Runtime.exceptionThrown":
                    _errors.Add(answer["params"]!["exceptionDetails"]!.ToJsonString());
                    break;
            }

            if (answer["id"]?.GetValue<int>() == id)
                return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
        }
    }

    private async Task<string> Receive(CancellationToken cancellation)
    {
        var text = new ArraySegment<byte>(new byte[1 << 16]);
        using var whole = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(text, cancellation);
            whole.Write(text.AsSpan(0, part.Count));
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(whole.ToArray());
        }
    }
}
