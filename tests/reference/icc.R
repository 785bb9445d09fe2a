# Interval of ICC(1) by leaving out one team at a time (Arvesen & Schmitz 1970): F of a refitted anova, on a log scale, t with J - 1 df. Writes icc.json. Data: team.csv.
suppressMessages(library(jsonlite)); source("record.R")
t<-read.csv("team.csv")
f<-function(d,y) anova(lm(d[[y]]~factor(d$team)))[["F value"]][1]
interval<-function(d,y,level){ u<-unique(d$team); J<-length(u); k<-nrow(d)/J
 pseudo<-J*log(f(d,y))-(J-1)*sapply(u,function(j) log(f(d[d$team!=j,],y)))
 F<-exp(mean(pseudo)+c(-1,1)*qt((1+level)/2,J-1)*sd(pseudo)/sqrt(J)); (F-1)/(F+k-1) }
for(y in c("scale","y")) for(level in c(.95,.90)){ b<-interval(t,y,level); n<-sprintf("%s.%.2f",y,level); cat(n,format(b,digits=10),"\n"); record(paste0("icc1.low.",n),b[1],"stats","team.csv"); record(paste0("icc1.high.",n),b[2],"stats","team.csv") }
# Every fortieth person in a team of one.
row<-seq_len(nrow(t))-1; l<-t; l$team<-ifelse(row%%40==0,1000+row,l$team); b<-interval(l,"scale",.95); cat("lone",format(b,digits=10),"\n"); record("icc1.low.lone",b[1],"stats","team.csv"); record("icc1.high.lone",b[2],"stats","team.csv")
new<-do.call(rbind,.rows); stopifnot(!anyDuplicated(new$name)); new$script<-"icc.R"
writeLines(toJSON(new[c("name","value","package","version","script","data")],dataframe="rows",digits=NA,pretty=TRUE),"icc.json"); cat(nrow(new),"numbers written\n")
