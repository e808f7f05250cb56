package io.eligo.console;

import io.eligo.console.access.ConsolePaths;
import io.eligo.operations.OperatorAudit;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Lists the actions of operators with time, operator, reason and result. */
@ConsolePage
class AuditPage {
    private final OperatorAudit audit;

    AuditPage(OperatorAudit audit) {
        this.audit = audit;
    }

    @GetMapping(ConsolePaths.HOME + "/audit")
    String entries(
            @RequestParam(defaultValue = "") String by,
            @RequestParam(required = false) @Nullable Long before,
            Model model) {
        String operator = by.strip();
        ListPage.read(
                        size -> audit.findNewest(before, size, operator.isEmpty() ? null : operator),
                        OperatorAudit.AuditEntry::id)
                .addTo(model, "entries", before);
        model.addAttribute("by", operator);
        return "console/audit";
    }
}
