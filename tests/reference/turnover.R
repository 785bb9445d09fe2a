# Turnover: interval of unequal jobs, yearly hazard of leaving, and culture that changes at a wave.
suppressMessages({library(survival); library(clubSandwich); library(jsonlite)})
source("record.R")
S <- "spells.csv"; s <- read.csv(S)
# Fay and Feuer (1997): five leavers with jobs of unequal size, 20 full jobs on average.
w <- c(.6, .8, 1, .4, .5); y <- sum(w); v <- sum(w^2); m <- max(w)
record("weighted_poisson.low", qgamma(.025, y^2 / v, scale = v / y) / 20, "stats", "five jobs")
record("weighted_poisson.high", qgamma(.975, (y + m)^2 / (v + m^2), scale = (v + m^2) / (y + m)) / 20, "stats", "five jobs")
# Discrete time: rows per spell and year of service at risk; delayed entry drops the years before it.
s$first <- s$entry_day %/% 365; s$last <- (s$exit_day - 1) %/% 365
p <- s[rep(seq_len(nrow(s)), s$last - s$first + 1), ]
p$year <- p$first + sequence(s$last - s$first + 1) - 1; p$left <- as.integer(p$year == p$last & p$cause == 1)
p$band <- factor(pmin(p$year, 5)); cat(nrow(p), "rows,", sum(p$left), "left\n")
h <- glm(left ~ safety + starter + band, binomial, p, control = glm.control(1e-12, 50)); print(summary(h)$coef, digits = 10)
for (kind in c("CR2", "CR3")) { k <- sqrt(diag(as.matrix(vcovCR(h, p$school, kind))))
  for (t in c("safety", "starter")) record(paste("hazard", t, kind, sep = "."), k[[t]], "clubSandwich", S) }
for (t in c("safety", "starter")) record(paste("hazard", t, "b", sep = "."), coef(h)[[t]], "stats", S)
record("hazard.rows", nrow(p), "base", S); record("hazard.events", sum(p$left), "base", S)
# A wave on day 400 changes safety: two parts of a spell, errors by school.
q <- survSplit(Surv(entry_day, exit_day, cause == 1) ~ ., s, cut = 400, episode = "part", start = "begin", end = "finish", event = "left")
q$now <- q$safety + ifelse(q$part == 2, sin(as.integer(sub("E", "", q$spell))), 0)
x <- coxph(Surv(begin, finish, left) ~ now + starter, q, cluster = school, control = coxph.control(eps = 1e-10, iter.max = 50)); print(summary(x)$coef, digits = 10)
coefs("cox_wave", summary(x)$coef, c(b = "coef", se_naive = "se(coef)", se_robust = "robust se"), "survival", S)
z <- cox.zph(x, transform = "km"); print(z)
for (t in rownames(z$table)) record(paste0("cox_wave.zph.", t), z$table[t, "chisq"], "survival", S)
record("cox_wave.rows", nrow(q), "survival", S)
new <- do.call(rbind, .rows); new$script <- "turnover.R"; stopifnot(!anyDuplicated(new$name))
writeLines(toJSON(new[c("name", "value", "package", "version", "script", "data")], dataframe = "rows", digits = NA, pretty = TRUE), "turnover.json")
cat(nrow(new), "numbers written\n")
