alter table article add column price int not null default 0;
