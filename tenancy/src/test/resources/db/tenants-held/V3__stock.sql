alter table article add column stock int not null default 0;
