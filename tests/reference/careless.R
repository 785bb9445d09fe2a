# Signs of answering without reading, from their published formulas. Writes careless.json and careless.csv (made without chance).
suppressMessages({library(psych);library(jsonlite)}); source("record.R")
i<-rep(1:30,each=12); j<-rep(1:12,30); x<-matrix(1+(i*j*7+i*i*3+j*(i%%4))%%5,30,byrow=TRUE); x[4,]<-3; x[9,5:10]<-2; x[12,3]<-NA; x[20,c(1,7,8)]<-NA
d<-as.data.frame(x); names(d)<-paste0("v",1:12); write.csv(d,"careless.csv",row.names=FALSE)
run<-function(r) { m<-0;n<-0;b<-NA; for(v in r) { if(is.na(v)) n<-0 else if(!is.na(b)&&v==b) n<-n+1 else n<-1; b<-v; m<-max(m,n) }; m }
long<-apply(d,1,run); stopifnot(all(long[-c(12,20)]==apply(d[-c(12,20),],1,function(r) max(rle(as.numeric(r))$lengths))))
irv<-apply(d,1,sd,na.rm=TRUE)
scale<-rep(1:4,each=3); eo<-apply(d,1,function(r) { o<-sapply(split(r,scale),function(v) mean(v[c(1,3)],na.rm=TRUE)); e<-sapply(split(r,scale),function(v) v[2]); k<-complete.cases(o,e); if(sd(o[k])==0||sd(e[k])==0) return(NA); c<-cor(o[k],e[k]); max(-1,2*c/(1+c)) })
t<-read.csv("team.csv")[,paste0("q",1:5)]; r<-cor(t); p<-which(lower.tri(r)&r>.5,arr.ind=TRUE); syn<-apply(t,1,function(v) { a<-v[p[,1]]; b<-v[p[,2]]; if(sd(a)==0||sd(b)==0) NA else cor(a,b) })
d2<-psych::outlier(t,plot=FALSE); h<-read.csv("team_holes.csv")[,paste0("q",1:5)]; h2<-psych::outlier(h,plot=FALSE)
cat(nrow(p),"pairs;",sum(is.na(syn)),"without variance\n"); print(summary(eo)); print(summary(d2)); print(summary(h2))
for(k in c(1,4,9,12,20,30)) { record(paste0("long_run.",k),long[k],"base","careless.csv"); record(paste0("irv.",k),irv[k],"stats","careless.csv"); if(!is.na(eo[k])) record(paste0("even_odd.",k),eo[k],"stats","careless.csv") }
record("even_odd.missing",sum(is.na(eo)),"stats","careless.csv"); record("even_odd.mean",mean(eo,na.rm=TRUE),"stats","careless.csv")
record("synonyms.mean",mean(syn,na.rm=TRUE),"stats","team.csv"); record("synonyms.missing",sum(is.na(syn)),"stats","team.csv"); for(k in c(1,7,100,653)) if(!is.na(syn[k])) record(paste0("synonyms.",k),syn[k],"stats","team.csv")
for(k in c(1,7,100,653)) { record(paste0("d2.",k),d2[k],"psych","team.csv"); record(paste0("d2_holes.",k),h2[k],"psych","team_holes.csv") }
record("d2.p.1",pchisq(d2[1],5,lower.tail=FALSE),"stats","team.csv")
new<-do.call(rbind,.rows); stopifnot(!anyDuplicated(new$name)); new$script<-"careless.R"
writeLines(toJSON(new[c("name","value","package","version","script","data")],dataframe="rows",digits=NA,pretty=TRUE),"careless.json"); cat(nrow(new),"numbers written\n")
