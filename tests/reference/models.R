# Random-intercept models where units hardly differ, and what lme4 says of each unit. Writes models.json.
# Data: low_icc.csv (synthetic, made here), exit.csv, cbpp.csv (lme4's own data set, GPL).
suppressMessages({library(lme4);library(lmerTest);library(survival)}); source("record.R")
cols<-c(b="Estimate",se="Std. Error",df="df"); ctl<-lmerControl("bobyqa",optCtrl=list(rhobeg=2e-3,rhoend=1e-10,maxfun=2e5))
set.seed(20261124); n<-rep(c(8,12,16),8); school<-rep(sprintf("S%02d",1:24),n)
d<-data.frame(school,safety=round(rnorm(sum(n),3.5,.7),2),climate=round(rnorm(24),2)[rep(1:24,n)])
d$calm<-round(3+.3*d$safety+.1*d$climate+rnorm(sum(n),0,.8),3)                    # no school effect at all: singular
d$mood<-round(3+.3*d$safety+.1*d$climate+rnorm(24,0,.18)[rep(1:24,n)]+rnorm(sum(n),0,.8),3)
write.csv(d,"low_icc.csv",row.names=FALSE,quote=FALSE); d<-read.csv("low_icc.csv")
for(y in c("calm","mood")) { m<-lmer(as.formula(paste(y,"~safety+climate+(1|school)")),d,control=ctl); p<-paste0("low.",y); v<-as.data.frame(VarCorr(m)); print(summary(m))
  coefs(p,coef(summary(m)),cols,"lmerTest+lme4","low_icc.csv"); record(paste0(p,".sd_school"),v$sdcor[1],"lme4","low_icc.csv"); record(paste0(p,".sd_residual"),v$sdcor[2],"lme4","low_icc.csv")
  record(paste0(p,".loglik"),logLik(m),"lme4","low_icc.csv"); record(paste0(p,".singular"),isSingular(m),"lme4","low_icc.csv") }
e<-read.csv("exit.csv"); f<-intent~safety_within+safety_between+tenure+(1|school)
m<-lmer(f,e,control=ctl); r<-ranef(m,condVar=TRUE)$school; pv<-sqrt(attr(r,"postVar")[1,1,])
for(i in c(1,20,40)) { record(paste0("effects.",rownames(r)[i],".b"),r[i,1],"lme4","exit.csv"); record(paste0("effects.",rownames(r)[i],".se"),pv[i],"lme4","exit.csv") }
fe<-predict(m,re.form=NA); v<-as.data.frame(VarCorr(m))$vcov; record("r2.marginal",var(fe)/(var(fe)+sum(v)),"lme4","exit.csv"); record("r2.conditional",(var(fe)+v[1])/(var(fe)+sum(v)),"lme4","exit.csv")
a<-lmer(intent~tenure+(1|school),e,REML=FALSE,control=ctl); b<-lmer(f,e,REML=FALSE,control=ctl); w<-anova(a,b); print(w)
record("anova.chisq",w$Chisq[2],"lme4","exit.csv"); record("anova.p",w$`Pr(>Chisq)`[2],"lme4","exit.csv")
k<-ranova(m); print(k); record("ranova.chisq",k$LRT[2],"lmerTest+lme4","exit.csv")
write.csv(data.frame(herd=cbpp$herd,period=cbpp$period,incidence=cbpp$incidence,size=cbpp$size),"cbpp.csv",row.names=FALSE,quote=FALSE)
for(q in c(1,9,25)) { g<-glmer(cbind(incidence,size-incidence)~period+(1|herd),cbpp,family=binomial,nAGQ=q,control=glmerControl("bobyqa",tolPwrss=1e-12,optCtrl=list(rhobeg=2e-3,rhoend=1e-9,maxfun=2e5))); p<-paste0("cbpp.agq",q)
  coefs(p,coef(summary(g)),c(b="Estimate",se="Std. Error"),"lme4","cbpp.csv"); record(paste0(p,".sd_herd"),attr(VarCorr(g)$herd,"stddev"),"lme4","cbpp.csv") }
# glmer's own tolerance (1e-7) stops before its Laplace errors have three digits; with 1e-12 they have six.
g<-glmer(exit~safety_within+safety_between+tenure+(1|school),e,family=binomial,nAGQ=1,control=glmerControl("bobyqa",tolPwrss=1e-12,optCtrl=list(rhobeg=2e-4,rhoend=1e-10,maxfun=2e5)))
coefs("exit.agq1_tight",coef(summary(g)),c(b="Estimate",se="Std. Error"),"lme4","exit.csv"); record("exit.agq1_tight.sd_school",attr(VarCorr(g)$school,"stddev"),"lme4","exit.csv")
g<-glmer(exit~safety_within+safety_between+tenure+(1|school),e,family=binomial,nAGQ=9,control=glmerControl("bobyqa",optCtrl=list(rhobeg=2e-3,rhoend=1e-9,maxfun=2e5)))
r<-ranef(g,condVar=TRUE)$school; pv<-sqrt(attr(r,"postVar")[1,1,]); for(i in c(1,20,40)) { record(paste0("exit.effects.",rownames(r)[i],".b"),r[i,1],"lme4","exit.csv"); record(paste0("exit.effects.",rownames(r)[i],".se"),pv[i],"lme4","exit.csv") }
# Survival: intervals that stay in [0, 1], errors clustered by school, strata.
s<-read.csv("spells.csv"); s$state<-factor(s$cause,0:2,c("open","voluntary","other")); days<-c(365,1095,1825); S<-"spells.csv"
k<-summary(survfit(Surv(entry_day,exit_day,cause>0)~1,s,conf.type="log-log"),days); for(i in 1:3) { record(paste0("km.low.day_",days[i]),k$lower[i],"survival",S); record(paste0("km.high.day_",days[i]),k$upper[i],"survival",S) }
z<-s[s$entry_day==0,]; record("km.median_without_delay",summary(survfit(Surv(exit_day,cause>0)~1,z))$table[["median"]],"survival",S)
# survfit leaves cluster= aside when there is an id, so the influence of each spell is added up by school here (its first column is the start)
a<-survfit(Surv(entry_day,exit_day,state)~1,s,id=spell,influence=TRUE); inf<-a$influence.pstate; if(is.list(inf)) inf<-inf[[1]]; for(d in days) for(j in 2:3) { k<-max(which(a$time<=d)); record(paste0("aj.cluster.se.",a$states[j],".day_",d),sqrt(sum(rowsum(inf[,k+1,j],s$school)^2)),"survival",S) }
h<-coxph(Surv(entry_day,exit_day,cause==1)~safety+starter+strata(school),s,cluster=school,control=coxph.control(eps=1e-10,iter.max=50)); print(summary(h)$coef,digits=10)
coefs("cox.strata",summary(h)$coef,c(b="coef",se_naive="se(coef)",se_robust="robust se"),"survival",S); record("cox.strata.loglik",h$loglik[2],"survival",S)
h<-coxph(Surv(entry_day,exit_day,cause==1)~safety+starter,s,control=coxph.control(eps=1e-10,iter.max=50)); record("cox.loglik",h$loglik[2],"survival",S); record("cox.loglik_null",h$loglik[1],"survival",S)
new<-do.call(rbind,.rows); stopifnot(!anyDuplicated(new$name)); new$script<-"models.R"
writeLines(toJSON(new[c("name","value","package","version","script","data")],dataframe="rows",digits=NA,pretty=TRUE),"models.json"); cat(nrow(new),"numbers written\n")
