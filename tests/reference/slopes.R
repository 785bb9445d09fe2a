# Random slopes: lme4 and lmerTest on exit.csv (schools) and on low_icc.csv (where slopes hardly differ). Writes slopes.json.
suppressMessages({library(lme4);library(lmerTest)}); source("record.R")
cols<-c(b="Estimate",se="Std. Error",df="df"); ctl<-lmerControl("bobyqa",optCtrl=list(rhobeg=2e-3,rhoend=1e-10,maxfun=2e5))
one<-function(name,f,d,data,reml) { m<-lmer(f,d,REML=reml,control=ctl); print(summary(m)); v<-as.data.frame(VarCorr(m))
  coefs(name,coef(summary(m)),cols,"lmerTest+lme4",data)
  record(paste0(name,".sd_intercept"),v$sdcor[1],"lme4",data); record(paste0(name,".sd_slope"),v$sdcor[2],"lme4",data); record(paste0(name,".correlation"),v$sdcor[3],"lme4",data)
  record(paste0(name,".sd_residual"),v$sdcor[4],"lme4",data); record(paste0(name,".deviance"),-2*as.numeric(logLik(m)),"lme4",data); record(paste0(name,".singular"),as.numeric(isSingular(m)),"lme4",data); m }
e<-read.csv("exit.csv")
# exit.csv has one slope for all schools; this outcome gives each its own, without chance, so that the file stays the same.
k<-match(e$school,sort(unique(e$school))); e$mood<-round(5-.4*e$safety_within-.3*e$safety_between+.25*sin(7*k)*e$safety_within+.3*cos(11*k)+.8*sin(seq_len(nrow(e))*12.9898)*1.2,4)
write.csv(data.frame(school=e$school,safety=e$safety_within+e$safety_between,safety_within=e$safety_within,safety_between=e$safety_between,tenure=e$tenure,mood=e$mood),"slopes.csv",row.names=FALSE,quote=FALSE); e<-read.csv("slopes.csv")
m<-one("slopes.reml",mood~safety_within+safety_between+tenure+(1+safety_within|school),e,"slopes.csv",TRUE)
m0<-lmer(mood~safety_within+safety_between+tenure+(1|school),e,control=ctl); record("slopes.chisq",2*(logLik(m)-logLik(m0)),"lme4","slopes.csv")
one("slopes.ml",mood~safety_within+safety_between+tenure+(1+safety_within|school),e,"slopes.csv",FALSE)
one("slopes.raw",mood~safety+tenure+(1+safety|school),e,"slopes.csv",TRUE)
d<-read.csv("low_icc.csv"); m<-one("slopes.low",mood~safety+climate+(1+safety|school),d,"low_icc.csv",TRUE)
new<-do.call(rbind,.rows); stopifnot(!anyDuplicated(new$name)); new$script<-"slopes.R"
writeLines(toJSON(new[c("name","value","package","version","script","data")],dataframe="rows",digits=NA,pretty=TRUE),"slopes.json"); cat(nrow(new),"numbers written\n")
