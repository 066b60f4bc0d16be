#pragma once

#include <cmath>

namespace arcade::physics {

struct Vec3 {
    float x = 0, y = 0, z = 0;
};

inline float dot(const Vec3& a, const Vec3& b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

inline float length(const Vec3& v)
{
    return std::sqrt(dot(v, v));
}

struct Body {
    Vec3 position;
    Vec3 velocity;
    float mass = 1;
};

/// Three inlined calls deep: the fault is in `weight_of`, the physical function is the caller of `settle`.
inline __attribute__((always_inline)) float weight_of(const Body* body)
{
    return body->mass * 9.81f;
}

inline __attribute__((always_inline)) float pressure_on(const Body* body, float area)
{
    return weight_of(body) / area;
}

inline __attribute__((always_inline)) bool settle(const Body* body, float limit)
{
    return pressure_on(body, 0.25f) < limit;
}

} // namespace arcade::physics
