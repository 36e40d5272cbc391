using Capture.Plugin;
using Shared;

namespace Capture.Tests;

public sealed class PluginTests
{
    [Fact]
    public void The_plugin_is_as_verified() => Snapshot.Verify(PluginSource.Generate(), "lua");
}
