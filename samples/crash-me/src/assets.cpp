#include "assets.hpp"

#include <cstdint>
#include <cstdio>

namespace arcade::assets {

namespace {

using PluginEntry = int (*)(int);

// Volatile, so that the compiler neither folds the address away nor warns about it.
volatile std::uintptr_t plugin_entry = 0x00007fdeadbee000;
volatile std::uintptr_t freed_texture = 0x00005a5a5a5a5a58;

} // namespace

__attribute__((noinline)) Texture load_texture(std::string_view path)
{
    if (path.substr(0, 8) != "builtin/") {
        throw MissingAsset(std::string(path));
    }
    return Texture{16, 16};
}

__attribute__((noinline)) void touch_unloaded_texture()
{
    auto* texture = reinterpret_cast<Texture*>(freed_texture);
    texture->width = 256;
    std::printf("texture is %d wide\n", texture->width);
}

__attribute__((noinline)) int call_plugin(int argument)
{
    auto entry = reinterpret_cast<PluginEntry>(plugin_entry);
    return entry(argument) + 1;
}

} // namespace arcade::assets
