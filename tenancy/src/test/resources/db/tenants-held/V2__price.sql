select pg_advisory_xact_lock_shared(4711);
alter table article add column price int not null default 0;
