# Tests of claims: HTMT by semTools, second-order loadings by lavaan, the share of each predictor averaged over all orders of
# entry by lm (LMG), and effect sizes of necessity by NCA. Makes topics.csv, and writes claims.json.
# NCA 5.0.1 wants packages for pictures that Debian lacks: its own files are sourced from the folder in the variable NCA instead.
suppressMessages({library(lavaan);library(semTools)}); source("record.R")
# Three topics of three questions each: one thing stands behind the topics, and questions weigh differently.
set.seed(11); n<-400; g<-rnorm(n); topics<-sapply(c(.8,.7,.6),function(b) b*g+sqrt(1-b^2)*rnorm(n))
h<-sapply(1:9,function(i) round(3+c(1,.8,.9)[(i-1)%%3+1]*topics[,(i-1)%/%3+1]+c(.7,.9,.8)[(i-1)%%3+1]*rnorm(n),2))
write.csv(setNames(as.data.frame(h),paste0("x",1:9)),"topics.csv",row.names=FALSE,quote=FALSE); h<-read.csv("topics.csv")
m<-"first=~x1+x2+x3\nsecond=~x4+x5+x6\nthird=~x7+x8+x9"
r<-htmt(m,data=h,htmt2=FALSE,absolute=FALSE); print(r)
for(p in list(c(2,1),c(3,1),c(3,2))) record(paste0("htmt.",colnames(r)[p[2]],".",rownames(r)[p[1]]),r[p[1],p[2]],"semTools","topics.csv")
phi<-r; phi[upper.tri(phi)]<-t(phi)[upper.tri(phi)]
# With three topics the loadings on one factor above them follow from their correlations alone.
for(k in 1:3) { o<-setdiff(1:3,k); record(paste0("second_htmt.",c("first","second","third")[k]),sqrt(phi[k,o[1]]*phi[k,o[2]]/phi[o[1],o[2]]),"semTools","topics.csv") }
f<-cfa(paste0(m,"\ng=~NA*first+second+third\ng~~1*g"),h); s<-standardizedSolution(f); s<-s[s$lhs=="g"&s$op=="=~",]; print(s)
for(k in 1:3) record(paste0("second_ml.",s$rhs[k]),s$est.std[k],"lavaan","topics.csv")
d<-read.csv("team.csv")[c(paste0("q",1:5),"y")]; stopifnot(!anyNA(d))
x<-paste0("q",1:5); orders<-function(v) if(length(v)<2) list(v) else do.call(c,lapply(v,function(a) lapply(orders(setdiff(v,a)),function(o) c(a,o))))
r2<-function(v) if(length(v)) summary(lm(reformulate(v,"y"),d))$r.squared else 0
o<-orders(x); lmg<-sapply(x,function(a) mean(sapply(o,function(p) { i<-match(a,p); r2(p[1:i])-r2(p[seq_len(i-1)]) }))); print(lmg)
record_all("lmg",lmg,"stats","team.csv")
folder<-Sys.getenv("NCA"); for(g in list.files(file.path(folder,"R"),full.names=TRUE)) source(g)
version<-read.dcf(file.path(folder,"DESCRIPTION"))[,"Version"]
necessity<-function(x,y,flip) { scope<-c(range(x),range(y)); l<-list(x=matrix(x,dimnames=list(seq_along(x),NULL)),y=matrix(y),scope.emp=scope,flip.x=flip,flip.y=FALSE,scope.theo=scope,scope.area=diff(range(x))*diff(range(y)))
  peers<-p_peers(l); p_ce_ceiling(l,peers,"fdh")/l$scope.area }
for(a in x) for(flip in c(FALSE,TRUE)) { record(paste0("necessity.",a,if(flip) ".low" else ".high"),necessity(d[[a]],d$y,flip),"base","team.csv"); n<-length(.rows); .rows[[n]]$package<-"NCA"; .rows[[n]]$version<-version }
new<-do.call(rbind,.rows); stopifnot(!anyDuplicated(new$name)); new$script<-"claims.R"; print(new[c("name","value")])
writeLines(toJSON(new[c("name","value","package","version","script","data")],dataframe="rows",digits=NA,pretty=TRUE),"claims.json"); cat(nrow(new),"numbers written\n")
