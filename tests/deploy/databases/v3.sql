BEGIN TRANSACTION;
CREATE TABLE alarm (
	reminders_version INTEGER NOT NULL, 
	checked_at DATETIME
);
INSERT INTO "alarm" VALUES(1,'2026-02-28 18:10:00.000000');
CREATE TABLE firings (
	reminder_id TEXT NOT NULL, 
	local_date DATE NOT NULL, 
	slot INTEGER NOT NULL, 
	due_at DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	wanted_at DATETIME NOT NULL, 
	look_at DATETIME, 
	changed_at DATETIME NOT NULL, 
	reason TEXT, 
	unanswered INTEGER NOT NULL, 
	asked TEXT NOT NULL, 
	merged_into TEXT, 
	PRIMARY KEY (reminder_id, local_date, slot)
);
INSERT INTO "firings" VALUES('by-voice','2026-02-27',0,'2026-02-27 06:00:00.000000','accepted','2026-02-27 06:00:00.000000',NULL,'2026-02-27 06:01:00.000000',NULL,0,'[]',NULL);
CREATE TABLE history (
	id INTEGER NOT NULL, 
	site_id TEXT NOT NULL, 
	routine_id TEXT NOT NULL, 
	ending TEXT NOT NULL, 
	practised_s DOUBLE NOT NULL, 
	ended_at DATETIME NOT NULL, 
	local_date DATE NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "history" VALUES(1,'bedroom','back-release','completed',901.5,'2026-02-26 07:16:00.000000','2026-02-26');
INSERT INTO "history" VALUES(2,'bedroom','back-release','completed',899.0,'2026-02-27 07:16:00.000000','2026-02-27');
INSERT INTO "history" VALUES(3,'study','poise-pause','stopped early',61.0,'2026-02-28 18:03:00.000000','2026-02-28');
CREATE TABLE meta (
	schema_version INTEGER NOT NULL
);
INSERT INTO "meta" VALUES(3);
CREATE TABLE practices (
	site_id TEXT NOT NULL, 
	snapshot TEXT NOT NULL, 
	started_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	PRIMARY KEY (site_id)
);
INSERT INTO "practices" VALUES('attic','{"version": 1, "routine_id": "back-release", "language": "en", "total_s": 900.0, "parts": [{"step": "knees", "side": null, "closing": false, "second_side": false, "preface": false, "scale": 1.0, "instead": null, "hold_s": null}, {"step": "rest", "side": null, "closing": false, "second_side": false, "preface": false, "scale": 1.0, "instead": null, "hold_s": null}, {"step": "end", "side": null, "closing": true, "second_side": false, "preface": false, "scale": 1.0, "instead": null, "hold_s": null}], "index": 1, "ready_after": 0, "state": "holding", "within": "holding", "still_s": 0.0, "held_s": 61.5, "settle_s": 0.0, "lines": [], "sides_s": {}, "held_step": null, "practised_s": 540.25, "left_s": 360.0, "extra_s": 0.0, "guidance": "full", "hurried": false, "gate_asked": false, "ends_as": "completed", "told": false, "by_reminder": false, "last_lying": "back-release", "offers": 0, "per_char_s": 0.07142857142857142, "start_s": 0.1}','2026-03-01 07:50:00.000000','2026-03-01 07:50:00.000000');
CREATE TABLE preferences (
	site_id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	PRIMARY KEY (site_id, "key")
);
INSERT INTO "preferences" VALUES('bedroom','guidance:back-release','brief','2026-02-27 07:16:00.000000');
INSERT INTO "preferences" VALUES('study','volume','0.6','2026-02-28 18:03:00.000000');
CREATE TABLE reminders (
	id TEXT NOT NULL, 
	site_id TEXT NOT NULL, 
	at TIME NOT NULL, 
	zone TEXT NOT NULL, 
	source TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	since DATETIME NOT NULL, 
	days TEXT NOT NULL, 
	routine_id TEXT, 
	minutes INTEGER, 
	text TEXT, 
	enabled BOOLEAN NOT NULL, 
	every_s INTEGER, 
	until TIME, 
	cancelled BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "reminders" VALUES('by-voice','bedroom','07:00:00.000000','Europe/Berlin','voice','2026-02-20 20:00:00.000000','2026-02-20 20:00:00.000000','0123456','back-release',15,NULL,1,NULL,NULL,0);
COMMIT;
