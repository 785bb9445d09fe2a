# One factor in several groups: configural, metric and scalar. Writes invariance.json. Data: team.csv, groups made of its teams.
suppressMessages({library(lavaan);library(jsonlite)}); source("record.R")
t<-read.csv("team.csv"); t$g<-c("a","b","c")[t$team%%3+1]; t$u<-t$team%%8; m<-'f=~q1+q2+q3+q4+q5'; k<-c("chisq","df","cfi","rmsea","pvalue")
t$r<-pmin(5,pmax(1,t$q3+ifelse(t$g=="c",1,0)))
steps<-list(configural="",metric="loadings",scalar=c("loadings","intercepts"))
for(s in names(steps)) { f<-cfa(m,t,group="g",group.equal=steps[[s]],std.lv=TRUE,meanstructure=TRUE); record_all(paste0("invariance.",s),fitMeasures(f,k),"lavaan","team.csv"); cat(s,fitMeasures(f,k),"\n") }
e<-parameterEstimates(f); for(i in which(e$op=="=~"&e$group==1)) record(paste0("invariance.scalar.loading.",e$rhs[i]),e$est[i],"lavaan","team.csv")
for(i in which(e$op=="~1"&e$lhs!="f"&e$group==1)) record(paste0("invariance.scalar.intercept.",e$lhs[i]),e$est[i],"lavaan","team.csv")
for(g in 2:3) { record(paste0("invariance.scalar.mean.",g),e$est[e$op=="~1"&e$lhs=="f"&e$group==g],"lavaan","team.csv"); record(paste0("invariance.scalar.variance.",g),e$est[e$op=="~~"&e$lhs=="f"&e$group==g],"lavaan","team.csv") }
b<-'f=~q1+q2+r+q4+q5'; for(s in names(steps)) { f<-cfa(b,t,group="g",group.equal=steps[[s]],std.lv=TRUE,meanstructure=TRUE); record_all(paste0("invariance_biased.",s),fitMeasures(f,k),"lavaan","team.csv"); cat("biased",s,fitMeasures(f,k),"\n") }
same<-c("loadings","residuals","lv.variances"); f0<-cfa(m,t,group="u",group.equal=same,std.lv=TRUE,meanstructure=TRUE); f1<-cfa(m,t,group="u",group.equal=c(same,"intercepts"),std.lv=TRUE,meanstructure=TRUE)
d<-lavTestLRT(f0,f1); print(d); record("invariance.units.chisq_difference",d[2,"Chisq diff"],"lavaan","team.csv"); record("invariance.units.df_difference",d[2,"Df diff"],"lavaan","team.csv"); record("invariance.units.p_difference",d[2,"Pr(>Chisq)"],"lavaan","team.csv")
e<-parameterEstimates(f1); for(i in which(e$op=="=~"&e$group==1)) record(paste0("invariance.units.loading.",e$rhs[i]),e$est[i],"lavaan","team.csv")
w<-t[paste0("q",1:5)]; for(v in names(w)) w[[v]]<-w[[v]]-ave(w[[v]],t$u); S<-crossprod(as.matrix(w))/nrow(w); fw<-cfa(m,sample.cov=S,sample.nobs=nrow(w),sample.cov.rescale=FALSE,std.lv=TRUE); print(fitMeasures(fw,c(k,"baseline.chisq")))
record_all("invariance.units.within",fitMeasures(fw,c("chisq","df","cfi","baseline.chisq")),"lavaan","team.csv")
new<-do.call(rbind,.rows); stopifnot(!anyDuplicated(new$name)); new$script<-"invariance.R"
writeLines(toJSON(new[c("name","value","package","version","script","data")],dataframe="rows",digits=NA,pretty=TRUE),"invariance.json"); cat(nrow(new),"numbers written\n")
