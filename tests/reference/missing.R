# Missing answers: Rubin's rules, raking to known margins, a weighted mean with clusters. Writes missing.json.
# Data: team.csv; few.csv. The five "imputed" columns are made here, so that no random number decides a golden.
suppressMessages({library(mice);library(clubSandwich)}); source("record.R")
q<-c(.42,.47,.39,.51,.44,.46); u<-c(.0120,.0131,.0118,.0140,.0125,.0129)
for(n in c(28,400)) { p<-pool.scalar(q,u,n=n,k=2); for(k in c("qbar","ubar","b","t","df","r","fmi")) record(paste0("rubin.n",n,".",k),p[[k]],"mice","made here") }
p<-pool.scalar(q,u); for(k in c("df","fmi")) record(paste0("rubin.large.",k),p[[k]],"mice","made here")
d<-read.csv("few.csv"); gone<-seq(3,nrow(d),5); fits<-lapply(1:6,function(i) { e<-d; e$scale[gone]<-mean(d$scale[-gone])+.9*sin(3*i+gone); lm(y~scale,e) })
s<-summary(pool(as.mira(fits)),conf.int=TRUE); print(s); z<-pool(as.mira(fits))$pooled
for(r in 1:2) { t<-c("Intercept","scale")[r]; for(k in c("estimate","std.error","df","p.value","2.5 %","97.5 %")) record(paste("rubin.lm",t,gsub("[ %]","",k),sep="."),s[r,k],"mice","few.csv"); record(paste("rubin.lm",t,"fmi",sep="."),z$fmi[r],"mice","few.csv") }
a<-matrix(c(12,5,3,8,9,2,4,6,7),3,dimnames=list(c("a","b","c"),c("x","y","z"))); rows<-c(40,35,25); cols<-c(45,30,25)
f<-loglin(outer(rows,cols)/100,list(1,2),start=a,fit=TRUE,eps=1e-12,iter=1000,print=FALSE)$fit; w<-f/a; print(w)
for(i in 1:3) for(j in 1:3) record(paste("rake",rownames(a)[i],colnames(a)[j],sep="."),w[i,j],"stats","made here")
t<-read.csv("team.csv"); t$w<-1+.5*(t$team%%4); m<-lm(scale~1,t,weights=w); v<-vcovCR(m,cluster=t$team,type="CR1"); record("weighted.mean",coef(m),"stats","team.csv"); record("weighted.se",sqrt(v[1,1]),"clubSandwich","team.csv")
new<-do.call(rbind,.rows); stopifnot(!anyDuplicated(new$name)); new$script<-"missing.R"
writeLines(toJSON(new[c("name","value","package","version","script","data")],dataframe="rows",digits=NA,pretty=TRUE),"missing.json"); cat(nrow(new),"numbers written\n")
