# Change of a mean between two waves, of everyone and of those who answered twice, clusters in mind. Writes waves.json. Data: team.csv, its rows paired.
suppressMessages({library(clubSandwich);library(jsonlite)}); source("record.R")
t<-read.csv("team.csv"); t$person<-(seq_len(nrow(t))+1)%/%2; t$wave<-seq_len(nrow(t))%%2; t$unit<-t$person%%25
t<-t[!(t$wave==0&t$person%%5==0)&!(t$wave==1&t$person%%7==0),]
m<-lm(scale~wave,t); s<-coef_test(m,vcovCR(m,cluster=t$unit,type="CR1"),test="naive-t"); print(s); record("change.total",coef(m)[2],"stats","team.csv"); record("change.total.se",s$SE[2],"clubSandwich","team.csv")
w<-merge(t[t$wave==0,c("person","unit","scale")],t[t$wave==1,c("person","scale")],by="person"); w$d<-w$scale.y-w$scale.x
m<-lm(d~1,w); s<-coef_test(m,vcovCR(m,cluster=w$unit,type="CR1"),test="naive-t"); print(s); record("change.stayers",coef(m),"stats","team.csv"); record("change.stayers.se",s$SE,"clubSandwich","team.csv")
new<-do.call(rbind,.rows); stopifnot(!anyDuplicated(new$name)); new$script<-"waves.R"
writeLines(toJSON(new[c("name","value","package","version","script","data")],dataframe="rows",digits=NA,pretty=TRUE),"waves.json"); cat(nrow(new),"numbers written\n")
