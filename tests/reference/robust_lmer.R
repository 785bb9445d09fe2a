# Cluster-robust errors of a random-intercept model, with the model as working model. Writes robust_lmer.json. Data: exit.csv.
suppressMessages({library(lme4);library(clubSandwich)}); source("record.R")
e<-read.csv("exit.csv"); m<-lmer(intent~safety_within+safety_between+tenure+(1|school),e,control=lmerControl("bobyqa",optCtrl=list(rhobeg=2e-3,rhoend=1e-10,maxfun=2e5)))
for(k in c("CR1","CR2","CR3")) { z<-coef_test(m,vcov=k,test="Satterthwaite"); print(z); for(i in seq_len(nrow(z))) { t<-gsub("[()]","",names(fixef(m))[i]); record(paste("robust",k,t,"se",sep="."),z$SE[i],"clubSandwich","exit.csv"); record(paste("robust",k,t,"df",sep="."),z$df[i],"clubSandwich","exit.csv") } }
new<-do.call(rbind,.rows); stopifnot(!anyDuplicated(new$name)); new$script<-"robust_lmer.R"
writeLines(toJSON(new[c("name","value","package","version","script","data")],dataframe="rows",digits=NA,pretty=TRUE),"robust_lmer.json"); cat(nrow(new),"numbers written\n")
