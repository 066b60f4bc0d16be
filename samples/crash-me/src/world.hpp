#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "physics.hpp"

namespace arcade {

struct Weapon {
    int damage = 7;
    int rounds = 30;
    int reload_time_ms = 900;
};

class Entity {
public:
    Entity(std::string name, Weapon* weapon) : name_(std::move(name)), weapon_(weapon) {}
    virtual ~Entity() = default;
    virtual int attack(Entity& target);

    const std::string& name() const { return name_; }
    int health = 100;
    physics::Body* body = nullptr;

protected:
    std::string name_;
    Weapon* weapon_;
};

class Monster final : public Entity {
public:
    using Entity::Entity;
    int attack(Entity& target) override;
};

class World {
public:
    Entity& spawn(std::unique_ptr<Entity> entity);
    void tick(int frame);
    void settle_all(float limit);
    int average_health(int living) const;
    int settled() const { return settled_; }

private:
    std::vector<std::unique_ptr<Entity>> entities_;
    int settled_ = 0;
};

/// A scene graph walked by recursion.
struct SceneNode {
    const SceneNode* parent = nullptr;
    std::uint64_t transform[8] = {};
};

std::uint64_t resolve_transform(const SceneNode& node, unsigned depth);

} // namespace arcade
