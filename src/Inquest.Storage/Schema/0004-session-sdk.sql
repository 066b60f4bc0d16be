-- Which client sent the sessions of a release last: findings about them name it.
ALTER TABLE health_run ADD COLUMN sdk TEXT NOT NULL DEFAULT '';
