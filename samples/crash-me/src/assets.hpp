#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace arcade::assets {

class MissingAsset : public std::runtime_error {
public:
    explicit MissingAsset(const std::string& path) : std::runtime_error("asset not found: " + path) {}
};

template <typename Value>
class Cache {
public:
    using Loader = Value (*)(std::string_view path);

    explicit Cache(Loader loader) : loader_(loader) {}

    Value& get(const std::string& path)
    {
        auto found = values_.find(path);
        if (found == values_.end()) {
            found = values_.emplace(path, loader_(path)).first;
        }
        return found->second;
    }

private:
    Loader loader_;
    std::map<std::string, Value, std::less<>> values_;
};

struct Texture {
    int width = 0;
    int height = 0;
};

Texture load_texture(std::string_view path);

/// Writes to a texture whose memory went away with its level.
void touch_unloaded_texture();

/// Calls a plug-in entry point that was never resolved.
int call_plugin(int argument);

} // namespace arcade::assets
