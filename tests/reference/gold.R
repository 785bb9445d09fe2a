# Complete data: factor models, reliability, agreement, small mixed models. Run from this folder: Rscript gold.R > gold_R_output.txt
suppressMessages({library(lavaan);library(psych);library(lme4);library(lmerTest);library(multilevel);library(survival);library(semTools)}); source("record.R")
t<-read.csv("team.csv"); q<-t[,paste0("q",1:5)]
a<-psych::alpha(q); cat("alpha",a$total$raw_alpha,"\n"); record("alpha",a$total$raw_alpha,"psych","team.csv")
om<-suppressWarnings(suppressMessages(psych::omega(q,nfactors=1,plot=FALSE))); cat("omega.tot",om$omega.tot,"\n"); record("omega_total",om$omega.tot,"psych","team.csv")
fit1<-cfa('f=~q1+q2+q3+q4+q5',t); cr<-unlist(semTools::compRelSEM(fit1)); cat("compRel ",cr,"\n"); record("omega_one_factor",cr,"semTools+lavaan","team.csv")
fo<-cfa('f=~q1+q2+q3+q4+q5',t,ordered=paste0("q",1:5)); k<-c("chisq.scaled","df","cfi.scaled","rmsea.scaled","srmr"); oo<-unlist(semTools::compRelSEM(fo))
cat("WLSMV ",round(fitMeasures(fo,k),4),"  ord omega ",oo,"\n"); record_all("wlsmv",fitMeasures(fo,k),"lavaan","team.csv"); record("omega_ordered",oo,"semTools+lavaan","team.csv")
pc<-psych::polychoric(q)$rho; ap<-suppressWarnings(psych::alpha(pc))$total$raw_alpha; op<-suppressWarnings(suppressMessages(psych::omega(pc,nfactors=1,plot=FALSE)))$omega.tot
lc<-lavaan::lavCor(q,ordered=names(q)); cat("polychoric alpha",ap,"omega.tot",op,"r(q1,q2)",pc[1,2],"lavaan r(q1,q2)",lc[1,2],"\n")
record("polychoric.alpha",ap,"psych","team.csv"); record("polychoric.omega_total",op,"psych","team.csv"); record("polychoric.r_q1_q2",pc[1,2],"psych","team.csv"); record("polychoric.r_q1_q2_lavaan",lc[1,2],"lavaan","team.csv")
ao<-aov(scale~as.factor(team),t); cat("ICC1",ICC1(ao),"ICC2",ICC2(ao),"\n"); mi<-mult.icc(t[,c("scale","y")],t$team); print(mi)
record("icc1.anova",ICC1(ao),"multilevel","team.csv"); record("icc2.anova",ICC2(ao),"multilevel","team.csv")
for(i in 1:2) { record(paste0("icc1.mixed.",mi$Variable[i]),mi$ICC1[i],"multilevel","team.csv"); record(paste0("icc2.mixed.",mi$Variable[i]),mi$ICC2[i],"multilevel","team.csv") }
n<-table(t$team); N<-sum(n); kk<-N/length(n); sq<-sum(n^2)/N; cat("design effect, plain mean size",1+(kk-1)*ICC1(ao)," unequal sizes",1+(sq-1)*ICC1(ao),"\n")
record("design_effect.unequal",1+(sq-1)*ICC1(ao),"multilevel","team.csv")
r<-rwg.j(q,t$team); cat("rwg.j mean/median/min",mean(r$rwg.j),median(r$rwg.j),min(r$rwg.j),"\n"); r2<-rwg.j.lindell(q,t$team); cat("r*wg.j mean",mean(r2$rwg.lindell),"\n"); ad<-ad.m(q,t$team); cat("AD mean",mean(ad$AD.M),"\n"); aw<-awg(q,range=c(1,5),t$team); cat("awg mean",mean(aw$a.wg,na.rm=TRUE),"\n")
record_all("rwg_j",list(mean=mean(r$rwg.j),median=median(r$rwg.j),min=min(r$rwg.j)),"multilevel","team.csv"); record("rwg_j_star.mean",mean(r2$rwg.lindell),"multilevel","team.csv")
record("ad_m.mean",mean(ad$AD.M),"multilevel","team.csv"); record("a_wg.mean",mean(aw$a.wg,na.rm=TRUE),"multilevel","team.csv")
ml<-lmer(y~scale+(1|team),t); print(coef(summary(ml))); print(coef(summary(ml,ddf="Kenward-Roger")))
cols<-c(b="Estimate",se="Std. Error",df="df",t="t value",p="Pr(>|t|)")
coefs("lmer.satterthwaite",coef(summary(ml)),cols,"lmerTest+lme4","team.csv"); coefs("lmer.kenward_roger",coef(summary(ml,ddf="Kenward-Roger")),cols,"lmerTest+lme4+pbkrtest","team.csv")
gm<-glmer(cbind(incidence,size-incidence)~period+(1|herd),cbpp,family=binomial); print(coef(summary(gm)))
coefs("glmer_laplace.cbpp",coef(summary(gm)),c(b="Estimate",se="Std. Error"),"lme4","cbpp (data set in lme4)")
cx<-coxph(Surv(time,event)~scale+cluster(team),t); print(summary(cx)$coef); fr<-coxph(Surv(time,event)~scale+frailty(team),t); print(round(summary(fr)$coef,4))
coefs("cox_cluster",summary(cx)$coef,c(b="coef",se="se(coef)",robust_se="robust se"),"survival","team.csv")
w2<-' level: 1
 fw =~ q1+q2+q3+q4+q5
 level: 2
 fb =~ q1+q2+q3+q4+q5'
mf<-try(suppressWarnings(cfa(w2,t,cluster="team"))); if(!inherits(mf,"try-error")) cat("2-level CFA (negative variances, not recorded)",round(fitMeasures(mf,c("chisq","df","cfi","rmsea","srmr_within","srmr_between")),4),"\n")
mc<-cfa('f=~q1+q2+q3+q4+q5',t,cluster="team",estimator="MLR"); k<-c("chisq","chisq.scaled","df","chisq.scaling.factor","cfi.robust","rmsea.robust","srmr"); print(fitMeasures(mc,k))
record_all("cfa_cluster_mlr",fitMeasures(mc,k),"lavaan","team.csv"); s<-parameterEstimates(mc); s<-s[s$op=="=~",]; print(s[c("rhs","est","se")])
for(i in 1:5) { record(paste0("cfa_cluster_mlr.loading.",s$rhs[i]),s$est[i],"lavaan","team.csv"); if(i>1) record(paste0("cfa_cluster_mlr.se.",s$rhs[i]),s$se[i],"lavaan","team.csv") }
save_records("gold.R")
