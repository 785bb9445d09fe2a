# Correlations within and between teams; writes its numbers into correlations.json.
source("record.R")
suppressMessages(library(psych))
d <- read.csv("team.csv"); q <- c("q1", "q2", "q3")
s <- statsBy(d[, c("team", q)], "team", cors = FALSE)
for (i in 1:2) for (j in (i + 1):3) {
  name <- paste0("cor.", q[i], ".", q[j])
  record(paste0(name, ".within"), s$rwg[paste0(q[i], ".wg"), paste0(q[j], ".wg")], "psych", "team.csv")
  m <- aggregate(d[, q], list(d$team), mean)
  record(paste0(name, ".between"), cor(m[[q[i]]], m[[q[j]]]), "stats", "team.csv")
  record(paste0(name, ".total"), cor(d[[q[i]]], d[[q[j]]]), "stats", "team.csv")
}
t <- cor.test(d$q1, d$q2)
record("cor.q1.q2.fisher_low", t$conf.int[1], "stats", "team.csv")
record("cor.q1.q2.fisher_high", t$conf.int[2], "stats", "team.csv")
new <- do.call(rbind, .rows); stopifnot(!anyDuplicated(new$name)); new$script <- "correlations.R"
writeLines(toJSON(new[c("name", "value", "package", "version", "script", "data")], dataframe = "rows", digits = NA, pretty = TRUE), "correlations.json")
cat(nrow(new), "numbers written\n")
