package io.eligo.console.rollout;

import io.eligo.api.ClientError;
import io.eligo.console.ConsolePage;
import io.eligo.console.ListPage;
import io.eligo.console.access.ConsolePaths;
import io.eligo.operations.NumericIds;
import io.eligo.rollout.shadow.ComparedOffer;
import io.eligo.rollout.shadow.OfferDifference;
import io.eligo.rollout.shadow.ShadowCase;
import io.eligo.rollout.shadow.ShadowCases;
import io.eligo.rollout.shadow.WrongAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows wrong answers: their list, one with both answers next to each other, and one as a JSON document. */
@ConsolePage
@RequestMapping(ConsolePaths.HOME + "/rollout/shadow")
class ShadowPage {
    private final ShadowCases cases;

    ShadowPage(ShadowCases cases) {
        this.cases = cases;
    }

    /** A difference with both versions of the offer; null where a path does not show it on this page. */
    record ComparedDifference(
            OfferDifference difference,
            @Nullable ComparedOffer precomputed,
            @Nullable ComparedOffer queryTime) {}

    @GetMapping
    String list(@RequestParam(required = false) @Nullable Long before, Model model) {
        ListPage.read(size -> cases.findNewest(before, size), ShadowCase::id).addTo(model, "shadowCases", before);
        return "console/shadow";
    }

    @GetMapping("/{id}")
    String one(@PathVariable String id, Model model) {
        ShadowCase shadowCase = findCase(id);
        model.addAttribute("shadowCase", shadowCase);
        model.addAttribute("differences", differences(shadowCase.finding()));
        return "console/shadow-case";
    }

    @GetMapping("/{id}.json")
    ResponseEntity<String> export(@PathVariable String id) {
        ShadowCase shadowCase = findCase(id);
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        String.format(Locale.ROOT, "attachment; filename=\"shadow-case-%d.json\"", shadowCase.id()))
                .body(ShadowCases.toJson(shadowCase));
    }

    private ShadowCase findCase(String id) {
        return cases.find(NumericIds.parse("id", id))
                .orElseThrow(() -> ClientError.notFound(
                        "id", String.format(Locale.ROOT, "there is no case %s; retention may have deleted it", id)));
    }

    private static List<ComparedDifference> differences(WrongAnswer finding) {
        return finding.differences().stream()
                .map(difference -> new ComparedDifference(
                        difference,
                        find(finding.precomputed().offers(), difference),
                        find(finding.queryTime().offers(), difference)))
                .toList();
    }

    private static @Nullable ComparedOffer find(List<ComparedOffer> offers, OfferDifference difference) {
        return offers.stream()
                .filter(offer -> Objects.equals(offer.id(), difference.offer()))
                .findFirst()
                .orElse(null);
    }
}
